#!/usr/bin/env Rscript
# R's answers to the calls of this folder over samples/trials: Rscript make.R > answers.jsonl (needs what ../first/r_answers.R needs).
# Reading, subsets and printing are those of ../first/r_answers.R; the handlers here are for calls that it has none for.
base <- readLines("../first/r_answers.R")
from <- grep("^arguments <-", base); loop <- grep("^for \\(line in calls\\)", base)
root <- "../../../samples/trials"; calls <- readLines("calls.txt")
eval(parse(text = base[setdiff(1:(loop - 1), c(from, from + 1))]), globalenv())
suppressMessages(handlers <- modifyList(handlers, list()))
eval(parse(text = base[loop:length(base)]), globalenv())
