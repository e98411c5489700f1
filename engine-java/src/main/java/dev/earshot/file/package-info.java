/**
 * Files and folders that appear complete or not at all, their locks, and files that may be read
 * safely.
 */
package dev.earshot.file;
