"""What a verdict is: photos and a release in, a verdict out. numpy, Pillow and onnxruntime alone."""
