enum ReferenceDataPlaceholder {}
