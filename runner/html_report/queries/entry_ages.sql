select age_from, age_to, weight from entry_ages order by age_from, age_to
