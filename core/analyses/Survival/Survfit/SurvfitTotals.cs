using FedOnco.Analyses.Survival.Response;

namespace FedOnco.Analyses.Survival.Survfit;

/// <summary>Total counts by group and time: all that a Kaplan-Meier curve needs.</summary>
/// <param name="Question">The call.</param>
/// <param name="Labels">R's label of each group, or null where there is one curve.</param>
/// <param name="Events">Groups x times.</param>
/// <param name="Censored">Groups x times.</param>
/// <param name="Entries">Groups x times, empty without delayed entry.</param>
public sealed record SurvfitTotals(SurvfitQuestion Question, IReadOnlyList<string>? Labels, double[] Events, double[] Censored, double[] Entries)
{
    /// <summary>The curve of a group.</summary>
    internal KaplanMeier Curve(int group)
    {
        var cells = Question.Response.Lattice.Cells;
        return KaplanMeier.Of(Events.AsSpan(group * cells, cells), Censored.AsSpan(group * cells, cells), Entries.Length == 0 ? default : Entries.AsSpan(group * cells, cells));
    }
}
