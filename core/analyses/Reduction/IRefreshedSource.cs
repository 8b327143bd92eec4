namespace FedOnco.Analyses.Reduction;

/// <summary>A source whose data were refreshed within a study.</summary>
public interface IRefreshedSource : IColumnSource
{
    /// <summary>What its earlier cohorts had; null where its data are those that the study began with.</summary>
    IEarlierRows? Earlier { get; }
}
