/**
 * Learners: ways to learn a classifier from labelled and unlabelled vectors, one file for each. A
 * {@link dev.earshot.learner.Learner} learns a {@link dev.earshot.learner.Classifier}.
 */
package dev.earshot.learner;
