package dev.earshot.cuda.kernel;

/** How rows are moved before or after a product with a sparse matrix; see {@code sparse.cu}. */
enum Moving {
  NONE,
  CLEARED,
  TAKEN,
  ADDED
}
