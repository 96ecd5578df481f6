"""What people ask of a whole account: breakdowns by member, histories, reconciliations, forecasts. Loaded when used."""
