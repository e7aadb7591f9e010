"""Attribution: how much of an improvement of small schools is due to each cause."""
