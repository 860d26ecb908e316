# Sourced by the other scripts: where we are, how we compile, and how the Python package gets into .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What one build tree compiled, the next takes from the cache: library and Python package share their objects this way, as
# long as they call the compiler by the same name (scikit-build-core would take the one that built Python).
export CXX="${CXX:-c++}" CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
export CCACHE_SLOPPINESS=pch_defines,time_macros  # what it asks for where headers are read beforehand
export PYTHONDONTWRITEBYTECODE=1

# Exactly what a user's `pip install .` does, except that what it builds with comes from .venv instead of the network.
install_python_package() {
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --config-settings=cmake.define.DANGOL_WERROR=ON .
}
