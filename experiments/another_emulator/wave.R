# The same wave by hmer (Iskauskas et al. 2024), Bayes linear emulators: `Rscript wave.R [FOLDER]`.
# Reads what wave.py wrote, prints how far the two agree, and writes agreement.csv beside it.

suppressPackageStartupMessages(library(hmer))

folder <- c(commandArgs(trailingOnly = TRUE), "outputs/another_emulator")[1]
read <- function(name) read.csv(file.path(folder, name), check.names = FALSE)
runs <- read("runs.csv")
tried <- read("tried.csv")
foretold <- read("foretold.csv")
targets <- read("targets.csv")

# R wants names without spaces and dots.
outputs <- paste0("t", seq_len(nrow(targets)))
inputs <- setdiff(names(tried), "left")
short <- paste0("x", seq_along(inputs))
of_sets <- function(table) setNames(table[inputs], short)
of_runs <- cbind(of_sets(runs), setNames(runs[targets$target], outputs))
held_out <- runs$held_out == "True"
ranges <- setNames(rep(list(c(0, 1)), length(inputs)), short)

# Linear terms, chosen step by step, and a Gaussian process for what they leave: order 2 would
# have more terms than there are runs.
set.seed(1)
emulators <- emulator_from_data(of_runs[!held_out, ], outputs, ranges, order = 1, verbose = FALSE)

expected <- function(sets) sapply(emulators, function(one) one$get_exp(sets))
spread <- function(sets) sqrt(sapply(emulators, function(one) one$get_cov(sets)))

# How well each foretells runs that neither was fitted to.
kept_back <- of_runs[held_out, ]
theirs <- expected(kept_back)
their_error <- sapply(seq_along(outputs), function(i) sd(theirs[, i] - kept_back[[outputs[i]]]))
our_error <- sapply(targets$target, function(name) sd(foretold[held_out, name] - runs[held_out, name]))
off <- (theirs - kept_back[outputs]) / spread(kept_back)

# Which sets of the prior each rules out: beyond three standard deviations of all but one target.
# Chance in a run is part of our emulators' error; hmer's own is that of the mean, so what its
# emulators miss of runs kept back takes its place.
sets <- of_sets(tried)
implausible <- function(error) {
  foreseen <- expected(sets)
  far <- sapply(seq_along(outputs), function(i) {
    abs(foreseen[, i] - targets$observed[i]) > 3 * sqrt(targets$sd[i]^2 + error[i]^2)
  })
  rowSums(far) > 1
}
left <- !implausible(their_error)
ours <- tried$left == "True"

agreement <- data.frame(
  target = sub("^target: ", "", targets$target),
  spread_of_runs = sapply(targets$target, function(name) sd(runs[held_out, name])),
  our_error = our_error, their_error = their_error,
  foretold_alike = sapply(seq_along(outputs), function(i) cor(theirs[, i], foretold[held_out, i]))
)
write.csv(agreement, file.path(folder, "agreement.csv"), row.names = FALSE)
print(agreement, row.names = FALSE, digits = 3)
cat(sprintf("\nerror of theirs over ours, median: %.2f\n", median(their_error / our_error)))
cat(sprintf("foretold alike (correlation over runs kept back), median: %.2f\n", median(agreement$foretold_alike)))
cat(sprintf("left of the prior: ours %.1f %%, theirs %.1f %%\n", 100 * mean(ours), 100 * mean(left)))
cat(sprintf("same verdict: %.1f %%; by chance alone: %.1f %%\n", 100 * mean(ours == left),
            100 * (mean(ours) * mean(left) + (1 - mean(ours)) * (1 - mean(left)))))
cat(sprintf("of the sets that ours leaves, theirs leaves %.0f %%; of those theirs leaves, ours %.0f %%\n",
            100 * mean(left[ours]), 100 * mean(ours[left])))

cat(sprintf("means of parameters among the sets left, correlation: %.2f\n",
            cor(colMeans(sets[ours, ]), colMeans(sets[left, ]))))
