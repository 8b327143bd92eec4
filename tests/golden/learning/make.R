# Coefficients of glmnet's Cox net on the pooled sample data, for OptimalityTests: Rscript make.R SAMPLES_TRIALS
suppressMessages({library(glmnet); library(survival)})
folder <- commandArgs(TRUE)[1]
d <- do.call(rbind, lapply(file.path(folder, paste0("s", 1:5), "rotterdam.csv"), read.csv))
x <- as.matrix(d[, c("age", "nodes", "grade", "pgr", "er")])
fit <- glmnet(x, Surv(d$dtime, d$death), family = "cox", lambda = c(0.1, 0.05, 0.02), thresh = 1e-15, cox.ties = "breslow")
print(as.numeric(fit$beta[, 3]), digits = 7)
