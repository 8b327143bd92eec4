using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>What every party of a run knows before the first sum; programs may use it, it is in the contract.</summary>
/// <param name="Question">Rows and analysis.</param>
/// <param name="Dataset">The dictionary's entry of the dataset.</param>
/// <param name="Sites">Sites of the contract, ids ascending by UTF-8 bytes; the levels of the variable <c>site</c>.</param>
/// <param name="Terms">Disclosure terms of the run.</param>
public sealed record StudyContext(Question Question, Dataset Dataset, IReadOnlyList<string> Sites, DisclosureTerms Terms);
