package dev.earshot.compute;

/** The {@link RandomSource#stream stream} numbers of a run's uses of randomness. */
public final class Streams {
  /** Initial weights; step is the parameter's number. */
  public static final int INITIAL_WEIGHTS = 1;

  /** The order in which an epoch visits the unlabelled nodes; step is the epoch. */
  public static final int UNLABELLED_ORDER = 2;

  /** The choice of a subgraph's labelled nodes; step is the subgraph's number since the start. */
  public static final int LABELLED_CHOICE = 3;

  /** The choice of labelled nodes that are linked without regard to labels. */
  public static final int BLIND_CHOICE = 4;

  /** The denoise task's noise. */
  public static final int NOISE = 5;

  /** The completion task's masked nodes. */
  public static final int MASK = 6;

  /** The shuffle task's permutation. */
  public static final int SHUFFLE = 7;

  /** The choice of a context: the training nodes that clips to predict are joined to. */
  public static final int CONTEXT_CHOICE = 8;

  /** Random edges of a clip to predict; the counter holds the clip's own bits. */
  public static final int RANDOM_EDGES = 9;

  /** Dropout on the features of a graph's nodes. */
  public static final int INPUT_DROPOUT = 10;

  /** The pairs of mixup among labelled nodes, and their weight. */
  public static final int MIXED_LABELS = 11;

  /** The pairs of mixup among nodes with pseudo-labels, and their weight. */
  public static final int MIXED_PSEUDO_LABELS = 12;

  /** The columns that denoise-columns adds noise to. */
  public static final int NOISY_COLUMNS = 13;

  /** The columns that completion-columns sets to 0. */
  public static final int MASKED_COLUMNS = 14;

  /** The edges that edge-drop drops. */
  public static final int DROPPED_EDGES = 15;

  /** The first of the dropout streams: there is one for each hidden layer of each pass. */
  public static final int DROPOUT = 16;

  /** The first of the streams for dropout within layers, such as that of attention weights. */
  public static final int INNER_DROPOUT = 1 << 16;

  /** The first of the streams for dropout in passes that only make pseudo-labels. */
  public static final int PSEUDO_LABEL_DROPOUT = 1 << 17;

  /** The first of the streams for noise that is made in blocks of rows. */
  public static final int NOISE_BLOCKS = 1 << 18;

  /** The random nodes from which matched nodes get their edges. */
  public static final int MATCHED_EDGES = 1 << 19;

  /** The clips that are looked at when some are chosen for labelling. */
  public static final int SUGGESTIONS = 1 << 20;

  private Streams() {}
}
