/** What goes in and out as files: clip lists, feature tables, arrays, and which rows train. */
package dev.earshot.data;
