"""The parts of `benchmarks/text_usefulness.py`: real sets, our texts, standard models, the study itself."""
