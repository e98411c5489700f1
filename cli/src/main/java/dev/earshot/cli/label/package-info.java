/**
 * The labelling page: {@link dev.earshot.cli.label.LabelServer LabelServer} answers the browser of
 * this machine alone, {@link dev.earshot.cli.label.LabelPage LabelPage} has what the page can ask
 * for, {@link dev.earshot.cli.label.LabelQuality LabelQuality} measures by cross-validation. The
 * page itself is among the resources.
 */
package dev.earshot.cli.label;
