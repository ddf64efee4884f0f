"""An invitation's life, a verb a module; how it is described, and the lists of them."""
