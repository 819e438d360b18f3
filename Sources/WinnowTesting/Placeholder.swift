enum WinnowTestingPlaceholder {}
