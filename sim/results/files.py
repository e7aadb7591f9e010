"""What each file of a folder of results is, said once."""

FORMAT = 1  # of a folder; raise it where a folder of before can no longer be read
HEADLINE = "headline.csv"
FILES: dict[str, dict[str, str]] = {  # by command; the first file tells one from another
    "compare": {
        "measures.parquet": "every measure: scenario, replicate, year, group, measure, value",
        "summary.csv": "means with 90% intervals, and paired differences from the first scenario",
        HEADLINE: "the headline measures in plain words and percentages, for a spreadsheet",
        "maps.parquet": "the schools at the end of the first replicate of each scenario, numbered",
        "schools.parquet": "each school's means over the last years, and how they changed",
        "who_gains.csv": "how change is spread over schools, by roll, remoteness and deprivation",
        "trace.npz": "checksums of the first replicate by phase and column, school and head",
        "states": "the state of each replicate at the end of run.save_year",
    },
    "sweep": {
        "differences.csv": "the mean paired difference of the last scenario from the first, with "
        "its 90% interval, by point, group and measure",
        HEADLINE: "the headline measures of each point in plain words, for a spreadsheet",
        "values.parquet": "means over the last years: point, scenario, replicate, group, measure, "
        "value",
        "points.csv": "the settings of each point",
        "design.yaml": "what was varied, in which scenarios, and how the points were chosen",
        "sensitivity.csv": "which settings move three outcomes most",
        "failed.txt": "the runs that failed, with their settings",
    },
    "validate": {
        "scoreboard.csv": "each observed fact beside the simulated one: how far apart in standard "
        "deviations, and what sets drawn from the prior give",
        "drift.csv": "how far the baseline moves from its first years to its last",
    },
    "attribute": {
        "shares.csv": "every part of the improvement, by selection of schools and outcome: mean "
        "with its 90% interval, where 90% of single replicates lie, and the fraction of the total",
        "values.parquet": "the same for each replicate",
        "causes.yaml": "the causes, and what the absence of each means",
    },
    "claims": {
        "contrasts.csv": "each contrast that a claim rests on, and whether it is shown",
        "points.csv": "the values that the figures show, by replicate",
    },
    "calibrate": {
        "ranges.csv": "for each parameter the range allowed and the range left",
        "waves.csv": "how far each wave narrowed the parameters down",
        "fit.csv": "each target beside what the calibrated parameter sets give",
        "ensemble.csv": "the calibrated parameter sets",
        "seen.csv": "the targets that they were chosen by",
    },
    "back-test": {
        "forecast.csv": "each later fact beside what the model and simple rules forecast",
        "errors.csv": "by how much each errs on average, and whether the model wins",
        "sets.csv": "how far each parameter set is from what was known, and whether it is kept",
    },
    "move-graph": {
        "graphs.csv": "the measures of the graph of each replicate",
        "compared.csv": "the same, observed and simulated",
    },
    "coverage": {
        "coverage.csv": "how often the intervals of each parameter and effect hold the truth",
        "covered.csv": "the same for all parameters, for those narrowed most, and for effects",
        "emulators.csv": "how well each emulator predicts runs that none was fitted to",
    },
}
LEFT_OUT = "left_out.csv"
POLICIES = "policies"
CRATE = "ro-crate-metadata.json"
EVERY = {
    LEFT_OUT: "the rows of the register that are not in the world, by line, and why",
    "data_dictionary.csv": "what the names in a column of the tables mean, and their units",
    "config.yaml": "all settings of every scenario",
    "manifest.json": "digest of the numbers, and what was run: seed, versions, time; "
    "in `world`, `trusts` are those of several academies, `single_academy_trusts` those of one",
    POLICIES: "policies from outside the package, as they were run",
    "results.xlsx": "all tables that are CSV here, what names mean, and all settings, on sheets",
    "figures": "pictures, each as SVG, PNG and PDF with its alternative text",
}
