/**
 * Ways to learn a classifier from some labelled and any number of unlabelled vectors, one file
 * each: {@link dev.earshot.learner.Learner} in, {@link dev.earshot.learner.Classifier} out.
 */
package dev.earshot.learner;
