using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Tests.Groups;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Ranks;

/// <summary>The frame, then one sum of counts by lattice value and group.</summary>
/// <param name="formula">Of the call.</param>
/// <param name="most">Most groups.</param>
public sealed class RankTestProgram(Func<Analysis, Formula> formula, int most) : IProgram<RankTotals>
{
    private const int MostCells = 1 << 22;

    public IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        SubsetCheck.Add(context, faults);
        var given = formula(context.Question.Analysis);
        if (GroupedQuestion.Of(given, single: false, context, faults) is { } question) RequireLattice(question.Response, given.Left, faults);
        return faults;
    }

    /// <summary>Ranks are counted on the points that a variable can take.</summary>
    internal static void RequireLattice(CompiledExpression response, Expression where, List<SpecificationFault> faults)
    {
        if (response.Type.GridCells > MostCells)
            faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{where.ToText()} has no lattice of at most {MostCells} points. Give the variable a range and a step in the dictionary.", where));
    }

    public async Task<RankTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var question = GroupedQuestion.Of(formula(context.Question.Analysis), single: false, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        var frame = await ModelFrame.SumAsync(question.Variables, federation, cancellationToken).ConfigureAwait(false);
        var used = frame.UsedLevels(question.Group!);
        if (used.Count < 2 || used.Count > most)
            throw new FedOncoException(ErrorReason.WrongArgument, $"{question.Group!.Text} has {used.Count} level{(used.Count == 1 ? "" : "s")} in this cohort; this test needs {(most == 2 ? "2" : "at least 2")}.");
        if (used.Count * question.Response.Type.GridCells > MostCells) throw new FedOncoException(ErrorReason.TooLarge, "Too many groups for this many values. Merge groups.");
        var total = await federation.SumAsync(new RankCountsStep(frame, question), cancellationToken).ConfigureAwait(false);
        RequireOnLattice(total);
        return RankTotals.Of([.. used.Select(l => question.Group!.Levels[l])], total.Block("cells"));
    }

    internal static void RequireOnLattice(Total total)
    {
        if (total.Scalar("off lattice") > 0)
            throw new FedOncoException(ErrorReason.DataNotConforming, "Some values lie outside the range or step of the dictionary. Run `fedonco-agent check` at the centres.");
    }
}
