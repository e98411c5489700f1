/**
 * The paper: Shirian, Somandepalli, Guha, "Self-supervised Graphs for Audio Representation Learning
 * with Limited Labeled Data", IEEE JSTSP 16(6), 2022. In reading order:
 *
 * <table>
 * <caption>From the paper to the classes</caption>
 * <tr><th>the paper</th><th>here</th></tr>
 * <tr><td>all settings, the choices that the paper leaves open included</td><td>{@link
 * dev.earshot.method.RecipeSettings}; {@code recipes/paper.json}</td></tr>
 * <tr><td>Algorithm 1, lines that draw a subgraph: labelled nodes of each class and unlabelled
 * ones</td><td>{@link dev.earshot.method.SubgraphSampler}, {@link
 * dev.earshot.method.Subgraph}</td></tr>
 * <tr><td>III.A, the graph: +1 to the nearest nodes of the same label, -1 to the farthest; the
 * normalised adjacency</td><td>{@link dev.earshot.method.SubgraphEdges}, {@link
 * dev.earshot.compute.EdgeSettings}, {@link dev.earshot.compute.SignedGraph}</td></tr>
 * <tr><td>III.A, the network: graph convolutions f and a head g' to the classes</td><td>{@link
 * dev.earshot.nn.Network}, {@link dev.earshot.nn.GraphConvolution}</td></tr>
 * <tr><td>III.B, the self-supervised tasks with their heads g'' and losses: denoise, completion,
 * shuffle</td><td>{@link dev.earshot.method.ssl.SslTask}</td></tr>
 * <tr><td>III.C, the loss: cross-entropy over labelled nodes, lambda1 times the entropy over
 * unlabelled ones, lambda2 times the tasks' losses</td><td>{@link dev.earshot.method.TrainingStep},
 * {@link dev.earshot.autodiff.ClassificationLoss}</td></tr>
 * <tr><td>Algorithm 1, a step and an epoch; pseudo-labels of the unlabelled nodes</td><td>{@link
 * dev.earshot.method.TrainingStep}, {@code EpochRunner}, {@link
 * dev.earshot.method.EpochBuffers}</td></tr>
 * <tr><td>Algorithm 1, the training: epochs, the best weights by held-out clips</td><td>{@link
 * dev.earshot.method.GraphTrainer}</td></tr>
 * <tr><td>III.D, a balanced subgraph of training nodes, by true and pseudo-labels</td><td>{@link
 * dev.earshot.method.ContextSampler}, {@code ContextBuilder}, {@link
 * dev.earshot.method.Context}</td></tr>
 * <tr><td>III.D, T random edges into a new clip, and the least T for a probability
 * P</td><td>{@link dev.earshot.method.RandomEdges}, {@link
 * dev.earshot.method.InferenceSettings}</td></tr>
 * <tr><td>III.D, the class of a new clip</td><td>{@link dev.earshot.method.ContextClassifier},
 * {@link dev.earshot.method.GraphClassifier}</td></tr>
 * </table>
 */
package dev.earshot.method;
