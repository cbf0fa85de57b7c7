"""From photos and a release to a verdict. Imports only numpy, Pillow and onnxruntime of the large libraries."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # or onnxruntime queues events in the user's home and sends them to its maker
