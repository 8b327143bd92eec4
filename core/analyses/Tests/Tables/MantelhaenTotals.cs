namespace FedOnco.Analyses.Tests.Tables;

/// <summary>What the program of mantelhaen.test() ends in.</summary>
/// <param name="Rows">Levels of the first variable.</param>
/// <param name="Columns">Levels of the second.</param>
/// <param name="Terms">Of <see cref="MantelTerms"/> for 2 x 2, else of <see cref="GeneralMantelTerms"/>.</param>
public sealed record MantelhaenTotals(int Rows, int Columns, double[] Terms);
