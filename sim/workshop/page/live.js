// Live runs, where the page is served by the machine it is read on.
import { addChunks } from "./data.js";
import { byId, make } from "./dom.js";
import { capital } from "./words.js";

const field = (id, label, hint, input) =>
  make("div", {}, make("label", { for: id }, label, ...(hint ? [make("small", {}, hint)] : [])), input);

/** The field of a setting: a list of choices, or a number. */
function settingField({ name, meaning, allowed, value, choices }) {
  const id = `live-${name}`;
  const input = choices
    ? make("select", { id }, ...choices.map((choice) => make("option", { selected: choice === value }, choice)))
    : make("input", { id, type: "number", step: "any", value });
  input.dataset.setting = name;
  input.dataset.usual = String(value);
  return field(id, capital(meaning), allowed, input);
}

/** What differs from the scenario as it is: by fields, and by lines of name=value. */
function settingsOf(fields, more) {
  const settings = {};
  for (const input of fields.querySelectorAll("[data-setting]"))
    if (input.value !== input.dataset.usual)
      settings[input.dataset.setting] = input.type === "number" && input.value !== "" ? Number(input.value) : input.value;
  for (const line of more.value.split("\n").map((text) => text.trim()).filter(Boolean)) {
    const [name, value = ""] = line.split("=").map((text) => text.trim());
    settings[name] = value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return settings;
}

/** Ask the server for a run; its refusal becomes an error with its words. */
async function ask(asked) {
  const answer = await fetch("/runs", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) });
  const run = await answer.json();
  if (!answer.ok) throw new Error(run.message);
  return run;
}

/** Follow a run by server-sent events until it is over; its last status. */
function follow(run, bar, message) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(`/runs/${run.run}/events`);
    source.onmessage = (event) => {
      const status = JSON.parse(event.data);
      bar.max = status.years;
      bar.value = status.years_done;
      message.textContent = status.state === "waiting" ? "Waiting for another run to end."
        : status.state === "running" ? `${status.years_done} of ${status.years} years simulated.` : "";
      if (!["done", "failed", "cancelled"].includes(status.state)) return;
      source.close();
      resolve(status);
    };
    source.onerror = () => {
      source.close();
      reject(new Error("The simulation on this machine no longer answers."));
    };
  });
}

/** A finished run as one more what-if. */
function choiceOf(name, { scenario, settings }, point) {
  const changes = Object.entries(settings).map(([key, value]) => `${key.split(".").at(-1).replaceAll("_", " ")} ${value}`);
  const words = [scenario.replaceAll("_", " "), ...changes].join(", ");
  return { what_if: `we tried ${name} (${words})`, short: name, name: `${name}: ${words}`, description: words, points: [point] };
}

/** Simulate what is asked, and add it to the page under a name. */
async function simulate(asked, name, { bar, stop, message }, add) {
  const run = await ask(asked);
  stop.hidden = bar.hidden = false;
  stop.onclick = () => fetch(`/runs/${run.run}`, { method: "DELETE" });
  const status = await follow(run, bar, message);
  if (status.state === "cancelled") throw new Error("The run was cancelled.");
  if (status.state === "failed") throw new Error(status.message);
  const { point, chunks } = await (await fetch(`/runs/${run.run}`)).json();
  addChunks(point, chunks);
  add(choiceOf(name, asked, point));
  message.textContent = `Done: ${name} is chosen above.`;
}

/** The inputs of the form: a scenario, the settings of its policies, others by name, and how many futures. */
function inputsOf(live) {
  const byName = Object.fromEntries(live.scenarios.map((one) => [one.name, one]));
  const scenario = make("select", { id: "live-scenario" }, ...live.scenarios.map(({ name, description }) =>
    make("option", { value: name, selected: name === "executive_heads_4000" }, description)));
  const fields = make("div", { class: "fields" });
  const more = make("textarea", { id: "live-more", rows: 2, spellcheck: "false", placeholder: "model.money.supply_day=200" });
  const futures = make("input", { id: "live-futures", type: "number", min: 1, max: live.replicates, step: 1, value: Math.min(2, live.replicates) });
  const showFields = () => fields.replaceChildren(...byName[scenario.value].fields.map(settingField));
  scenario.addEventListener("change", showFields);
  showFields();
  const element = make("div", {}, make("div", { class: "fields" }, field("live-scenario", "Scenario", "", scenario)), fields,
    make("div", { class: "fields" },
      field("live-more", "Other settings", "one on each line, as on the command line", more),
      field("live-futures", "Futures", `1 to ${live.replicates}; more take longer and tell more`, futures)));
  const asked = () => ({ scenario: scenario.value, settings: settingsOf(fields, more), replicates: Number(futures.value) });
  return { element, asked };
}

/** Show the form for live runs; `add` is given each finished run as a choice. */
export function showLive(live, add) {
  const inputs = inputsOf(live);
  const message = make("p", { role: "alert" });
  const bar = make("progress", { hidden: true, "aria-label": "Years simulated" });
  const stop = make("button", { type: "button", hidden: true }, "Cancel");
  const submit = make("button", { type: "submit", class: "main" }, "Simulate");
  const form = make("form", { "aria-label": "A live run" }, inputs.element, make("p", {}, submit, " ", stop), bar, message);
  let runs = 0;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!bar.hidden) return; // a run is on its way; the button stays, and with it the keyboard's focus
    message.className = message.textContent = "";
    try {
      await simulate(inputs.asked(), `your run ${runs + 1}`, { bar, stop, message }, add);
      runs += 1;
    } catch (error) {
      message.className = "wrong";
      message.textContent = error.message;
    } finally {
      stop.hidden = bar.hidden = true;
    }
  });
  byId("live-form").append(form);
  byId("live").hidden = false;
}
