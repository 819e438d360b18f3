print("winnow-worker")
