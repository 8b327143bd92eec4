namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>What the program of netsurv() ends in.</summary>
public sealed class NetsurvTotals
{
    internal NetsurvTotals(NetsurvQuestion question, IReadOnlyList<string>? labels, IReadOnlyList<NetsurvCurve> curves) => (Question, Labels, Curves) = (question, labels, curves);

    public NetsurvQuestion Question { get; }

    /// <summary>R's label of each group, or null where there is one.</summary>
    public IReadOnlyList<string>? Labels { get; }

    internal IReadOnlyList<NetsurvCurve> Curves { get; }
}
