"""The programmes: who may have what, each a dated tree over facts. One theme a file, named as the law names it."""
