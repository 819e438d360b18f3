enum SampleImagesPlaceholder {}
