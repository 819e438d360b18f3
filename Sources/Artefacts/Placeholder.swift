enum ArtefactsPlaceholder {}
