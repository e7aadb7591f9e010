"""What an improvement is owed to: causes, Shapley values, the counterfactual."""
