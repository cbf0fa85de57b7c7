"""What a verdict is: photos and a release in, a verdict out. numpy, Pillow and onnxruntime alone."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # or onnxruntime queues events in the user's home and sends them to its maker
