/** Whether machines, folders and network are such that a run will work, asked before it starts. */
package dev.kindred.doctor;
