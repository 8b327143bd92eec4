using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Regression.Glm;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Pexp;

/// <summary>A pexp call as a Poisson regression of rows that are split at the ends of the intervals.</summary>
internal static class PexpQuestion
{
    public const string Interval = "interval";
    public const string Happened = "(event)";
    public const string LogTime = "(log time)";

    /// <summary>More intervals than this are refused: the model is for few.</summary>
    public const int MostBreaks = 50;

    public static IReadOnlyList<SpecificationFault> Check(StudyContext context)
    {
        var faults = new List<SpecificationFault>();
        var spec = context.Question.Analysis.Pexp;
        SubsetCheck.Add(context, faults);
        var response = SurvivalResponse.Of(spec.Formula, context, faults);
        if (spec.Cuts.Count > MostBreaks || spec.Cuts.Any(b => !(b > 0) || !double.IsFinite(b)) || spec.Cuts.Zip(spec.Cuts.Skip(1)).Any(p => p.First >= p.Second))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"breaks = c(..) are at most {MostBreaks} increasing times above 0."));
        if (context.Dataset.Variables.Any(v => v.Name == Interval))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The dataset has a variable called interval, which pexp() needs for the intervals of time."));
        if (context.IsGuarded && response is { Lattice: { IsGrouped: true } grid } && spec.Cuts.Where(b => Math.Abs(grid.Value(Math.Max(0, grid.Before(b))) - b) > 1e-9 * b).ToList() is [var between, ..])
            faults.Add(new SpecificationFault(ErrorReason.Policy, $"breaks lie at the ends of months: {NumberText.Of(between)} lies between two. Write {NumberText.Of(grid.Value(Math.Max(0, grid.Before(between))))}."));
        if (faults.Count == 0) faults.AddRange(GlmCheck.Check(Split(context)));
        return faults;
    }

    /// <summary>The study after the split: event ~ interval + x + offset(log time), with these three columns added.</summary>
    public static StudyContext Split(StudyContext context)
    {
        var spec = context.Question.Analysis.Pexp;
        var dataset = context.Dataset.Clone();
        var response = SurvivalResponse.Of(spec.Formula, context, []) ?? throw new FedOncoException(ErrorReason.WrongArgument, "The call does not fit the dictionary.");
        // Times at risk are multiples of the lattice or end at a break: the lower bound only scales sums.
        double longest = Math.Max(response.Stop.Type.Maximum, 1e-6), shortest = longest / SurvivalResponse.MostTimes;
        dataset.Variables.Add(new Variable { Name = Interval, Type = VariableType.Category, Levels = { LabelsOf(spec).Select(l => new Level { Name = l }) } });
        dataset.Variables.Add(new Variable { Name = Happened, Type = VariableType.Integer, Minimum = 0, Maximum = 1, Step = 1 });
        dataset.Variables.Add(new Variable { Name = LogTime, Type = VariableType.Decimal, Minimum = Numerics.StableMath.Log(shortest), Maximum = Numerics.StableMath.Log(longest) });
        var right = Join(spec.Formula.Right, new Expression { Application = new Application { Function = "offset", Arguments = { new Argument { Value = new Expression { Variable = LogTime } } } } });
        if (spec.Cuts.Count > 0) right = Join(new Expression { Variable = Interval }, right);
        var glm = new GlmSpec { Formula = new Formula { Left = new Expression { Variable = Happened }, Right = right }, Family = new FamilySpec { Family = Family.Poisson } };
        if (spec.HasConfInt) glm.ConfInt = spec.ConfInt;
        if (spec.HasConfLevel) glm.ConfLevel = spec.ConfLevel;
        if (spec.HasExponentiate) glm.Exponentiate = spec.Exponentiate;
        return context with { Dataset = dataset, Question = new Question { Data = context.Question.Data, Analysis = new Analysis { Glm = glm } } };
    }

    /// <summary>Names of the intervals: "(0,365]", "(365,Inf)".</summary>
    private static IEnumerable<string> LabelsOf(PexpSpec spec)
    {
        var ends = spec.Cuts.Select(NumberText.Of).ToList();
        for (var k = 0; k <= ends.Count; k++) yield return $"({(k == 0 ? "0" : ends[k - 1])},{(k == ends.Count ? "Inf)" : ends[k] + "]")}";
    }

    private static Expression Join(Expression left, Expression right) =>
        new() { Application = new Application { Function = "+", Arguments = { new Argument { Value = left }, new Argument { Value = right } } } };
}
