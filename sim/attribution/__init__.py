"""Attribution: how much of an improvement of small schools is due to each cause."""

# What is asked where nothing else is: of which scenario, what is shown, and of which schools.
SCENARIO, OUTCOME, SELECTED_ON = "lincolnshire_supported", "progress", "lowest_fifth"
