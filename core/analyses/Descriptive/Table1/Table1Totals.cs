using FedOnco.Analyses.Descriptive.Describe;
using FedOnco.Analyses.Tests.Ranks;

namespace FedOnco.Analyses.Descriptive.Table1;

/// <summary>What the program of table1() ends in.</summary>
/// <param name="Question">The call.</param>
/// <param name="Overall">Without groups, where wanted.</param>
/// <param name="Grouped">By group, where there is by =.</param>
/// <param name="Ranks">Rank sums by variable, where it is tested by ranks.</param>
public sealed record Table1Totals(Table1Question Question, DescribeTotals? Overall, DescribeTotals? Grouped, IReadOnlyDictionary<int, RankTotals> Ranks);
