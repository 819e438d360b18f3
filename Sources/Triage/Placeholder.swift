enum TriagePlaceholder {}
