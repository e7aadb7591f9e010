"""The first wave of the calibration, written down for another implementation to judge.

    python experiments/another_emulator/wave.py [SETTING=VALUE ...]

Takes the settings of `small-schools calibrate`, and writes to `outputs/another_emulator/`:

- `runs.csv`: the sets simulated, each value from 0 to 1 of its prior, and what targets came to;
- `tried.csv`: further sets of the prior, and the verdict of this project's emulators (`left`);
- `foretold.csv`: what these emulators foretell of each run;
- `targets.csv`: what is observed, and the standard deviation of its error.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyse.targets import calibrated_to
from sim.api import kept_runs
from sim.calibration.emulator import HELD_OUT
from sim.calibration.matching import Goal, Match, Unknowns, Wave
from sim.calibration.run import fit, settings, simulate
from sim.parameters.config import load

OUTPUT = Path(__file__).parents[2] / "outputs" / "another_emulator"
TRIED = 5_000  # sets of the prior that both judge


def write(words: list[str]) -> None:
    """Simulate the wave, emulate it, and write what the other implementation needs."""
    targets = calibrated_to()
    asked, others = settings(words)
    goal, unknowns = Goal.of_targets(targets), Unknowns.of_ledger()
    match = Match(unknowns, int(asked["seed"]))
    inputs = match.design(int(asked["points"]))
    seed = 1_000_000 * match.seed  # as of the first wave, whose runs are taken where they are kept
    runs = simulate(unknowns.table(inputs), targets, others, seed, False, kept_runs())
    emulators = fit(inputs, runs, load("baseline", others).run)
    tried = np.random.default_rng([match.seed, 99]).random((TRIED, len(unknowns.names)))
    left = Wave(goal, emulators, asked["cut_off"], may_miss=1).keeps(tried)

    OUTPUT.mkdir(parents=True, exist_ok=True)
    held_out = np.arange(len(inputs)) < int(len(inputs) * HELD_OUT)
    of_sets, of_targets = unknowns.names, [f"target: {name}" for name in goal.names]
    pd.DataFrame(np.hstack([inputs, runs]), columns=[*of_sets, *of_targets]).assign(
        held_out=held_out
    ).to_csv(OUTPUT / "runs.csv", index=False)
    pd.DataFrame(tried, columns=of_sets).assign(left=left).to_csv(OUTPUT / "tried.csv", index=False)
    foretold = np.column_stack([one.predict(inputs) for one in emulators])
    pd.DataFrame(foretold, columns=of_targets).to_csv(OUTPUT / "foretold.csv", index=False)
    errors = {
        "target": of_targets,
        "observed": goal.observed,
        "sd": np.sqrt(goal.variance),
        "emulator_sd": [np.sqrt(one.variance) for one in emulators],
    }
    pd.DataFrame(errors).to_csv(OUTPUT / "targets.csv", index=False)
    print(f"{left.mean():.1%} of {TRIED:,} sets of the prior are left; written to {OUTPUT}")


if __name__ == "__main__":
    write(sys.argv[1:])
