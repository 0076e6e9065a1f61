# Short names for what README describes; Windows users type the commands themselves.
.PHONY: help demo test lab samples notebooks lock
help:       ## show this list
	@grep -E '^[a-z]+: +##' Makefile | sed 's/: *## /\t/'
demo:       ## the whole way on a fictional case
	python3 start.py demo
test:       ## all tests
	python3 start.py test
lab:        ## JupyterLab
	python3 start.py lab
samples:    ## make the fictional samples anew
	.venv/bin/python data/samples/make_samples.py
notebooks:  ## execute the notebooks and keep their outputs
	.venv/bin/python -m tests.refresh_notebooks
lock:       ## resolve the pinned versions anew (needs the program uv)
	uv pip compile pyproject.toml --extra lab --extra cluster --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade -o requirements.lock
