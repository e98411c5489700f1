/**
 * Results for people and programs.
 *
 * <ul>
 *   <li>Pages: {@link dev.earshot.cli.report.TrainingPage TrainingPage}, {@link
 *       dev.earshot.cli.report.EvaluationPage EvaluationPage} and {@link
 *       dev.earshot.cli.report.ExperimentReport ExperimentReport}, built of sections that several
 *       of them share.
 *   <li>{@link dev.earshot.cli.report.ReportPage ReportPage}: one HTML file with styles, script and
 *       charts in it. A {@link dev.earshot.cli.report.Chart Chart} is plain data that {@code
 *       report.js} draws.
 *   <li>Text and JSON on the terminal: {@link dev.earshot.cli.report.Evaluation Evaluation}, {@link
 *       dev.earshot.cli.report.ComparisonReport ComparisonReport} and others.
 * </ul>
 */
package dev.earshot.cli.report;
