#!/usr/bin/env bash
# A virtual environment with what the corpus and the peers need: benches/detection/setup.sh DIR
set -euo pipefail
python3 -m venv "$1"
"$1/bin/pip" install --quiet openpyxl==3.1.5 fpdf2==2.8.9 pyzipper==0.4.0 presidio-analyzer==2.2.366 detect-secrets==1.5.0
