// Live runs, where the page is served by the machine it is read on.

/** Show the form: a scenario, the settings of its policies, others by name, and how many futures. */
function showLive(live) {
  $("live").hidden = false;
  const byName = Object.fromEntries(live.scenarios.map((one) => [one.name, one]));
  const scenario = make("select", { id: "live-scenario" }, ...live.scenarios.map((one) =>
    make("option", { value: one.name, selected: one.name === "executive_heads_4000" }, one.description)));
  const fields = make("div", { class: "fields" });
  const more = make("textarea", { id: "live-more", rows: 2, spellcheck: "false", placeholder: "model.money.supply_day=200" });
  const futures = make("input", { id: "live-futures", type: "number", min: 1, max: live.replicates, step: 1, value: Math.min(2, live.replicates) });
  const said = make("p", { role: "alert" });
  const bar = make("progress", { hidden: true, "aria-label": "Years simulated" });
  const go = make("button", { type: "submit", class: "main" }, "Simulate");
  const stop = make("button", { type: "button", hidden: true }, "Cancel");
  const fill = () => fields.replaceChildren(...byName[scenario.value].fields.map(fieldOf));
  scenario.addEventListener("change", fill);
  fill();
  const form = make("form", { "aria-label": "A live run" },
    make("div", { class: "fields" }, make("div", {}, make("label", { for: "live-scenario" }, "Scenario"), scenario)),
    fields,
    make("div", { class: "fields" },
      make("div", {}, make("label", { for: "live-more" }, "Other settings", make("small", {}, "one a line, as on the command line")), more),
      make("div", {}, make("label", { for: "live-futures" }, "Futures", make("small", {}, `1 to ${live.replicates}; more takes longer and says more`)), futures)),
    make("p", {}, go, " ", stop), bar, said);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!bar.hidden) return; // one is on its way; the button stays, and so does the keyboard's place
    said.className = "";
    said.textContent = "";
    try {
      const asked = { scenario: scenario.value, settings: settingsOf(fields, more), replicates: Number(futures.value) };
      const run = await send("/runs", asked);
      const name = `your run ${added.size + 1}`;
      stop.hidden = bar.hidden = false;
      stop.onclick = () => fetch(`/runs/${run.run}`, { method: "DELETE" });
      const done = await follow(run, bar, said);
      if (done.state !== "done") throw new Error(done.state === "cancelled" ? "The run was cancelled." : done.message);
      addPoint(name, asked, (await (await fetch(`/runs/${run.run}`)).json()).chunks);
      said.textContent = `Done: ${name} is chosen above.`;
    } catch (error) {
      said.className = "wrong";
      said.textContent = error.message;
    } finally {
      stop.hidden = bar.hidden = true;
    }
  });
  $("live-form").append(form);
}

function fieldOf(entry) {
  const id = `live-${entry.name}`;
  const input = entry.choices
    ? make("select", { id }, ...entry.choices.map((choice) => make("option", { selected: choice === entry.value }, choice)))
    : make("input", { id, type: "number", step: "any", value: entry.value });
  input.dataset.setting = entry.name;
  input.dataset.usual = String(entry.value);
  return make("div", {}, make("label", { for: id }, capital(entry.meaning), make("small", {}, entry.allowed)), input);
}

/** What differs from the scenario as it is. */
function settingsOf(fields, more) {
  const found = {};
  for (const input of fields.querySelectorAll("[data-setting]"))
    if (input.value !== input.dataset.usual)
      found[input.dataset.setting] = input.type === "number" && input.value !== "" ? Number(input.value) : input.value;
  for (const line of more.value.split("\n").map((text) => text.trim()).filter(Boolean)) {
    const [name, value = ""] = line.split("=").map((text) => text.trim());
    found[name] = value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return found;
}

async function send(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message);
  return told;
}

/** Follow a run by server-sent events until it is over. */
function follow(run, bar, said) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`/runs/${run.run}/events`);
    source.onmessage = (event) => {
      const told = JSON.parse(event.data);
      bar.max = told.steps;
      bar.value = told.done;
      said.textContent = told.state === "waiting" ? "Waiting for another run to end." : told.state === "running" ? `${told.done} of ${told.steps} years simulated.` : "";
      if (["done", "failed", "cancelled"].includes(told.state)) {
        source.close();
        resolve(told);
      }
    };
    source.onerror = () => {
      source.close();
      reject(new Error("The simulation on this machine no longer answers."));
    };
  });
}

/** Put a finished run among the choices, and choose it. */
function addPoint(name, asked, chunks) {
  const number = choices.reduce((most, choice) => Math.max(most, ...choice.points), 0) + 1;
  const changes = Object.entries(asked.settings).map(([key, value]) => `${key.split(".").at(-1)} ${value}`);
  const words = [asked.scenario.replaceAll("_", " "), ...changes].join(", ");
  added.set(number, chunks);
  choices.push({ scenario: asked.scenario, what_if: `we tried ${name} (${words})`, short: name, name: `${name}: ${words}`, description: words, points: [number] });
  Object.assign(state.b, { choice: choices.length - 1, value: 0 });
  for (const side of ["b", "a"]) chooser(side);
  update();
}
