/** Many trainings of one configuration: which, and what their figures say together. */
package dev.kindred.study;
