using FedOnco.Protos;

namespace FedOnco.Analyses.Disclosure;

/// <summary>The contract's thresholds, as questions that every party answers from verified totals.</summary>
public sealed record Thresholds(DisclosureTerms Terms)
{
    /// <summary>Least patients of anything that is shown.</summary>
    public double Patients => Terms.MinimumPatients;

    private double CellSites => Terms.MinimumCellSites > 0 ? Terms.MinimumCellSites : Terms.MinimumSites;

    /// <summary>Whether a cell may be shown.</summary>
    public bool Cell(double patients, double sites) => patients >= Terms.MinimumPatients && sites >= CellSites;

    /// <summary>Whether two answers differ by enough patients at enough sites.</summary>
    public bool Difference(double patients, double sites) => patients >= Terms.MinimumPatients && sites >= Terms.MinimumSites;
}
