using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>Surv(time, event) or Surv(start, stop, event), checked against the dictionary; times live on a lattice.</summary>
/// <param name="Start">Entry, or null.</param>
/// <param name="Stop">End of follow-up; missing where it is not after the start.</param>
/// <param name="Event">1 where the event happened.</param>
/// <param name="Lattice">The points that times can take.</param>
public sealed record SurvivalResponse(CompiledExpression? Start, CompiledExpression Stop, CompiledExpression Event, NumberGrid Lattice)
{
    /// <summary>More points of the lattice than this are refused.</summary>
    public const int MostTimes = 1 << 20;

    /// <summary>Names of the states that an event leads to; empty where there is one event. <see cref="Event"/> is then 0 for censored, else the state's number.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Columns of the frame.</summary>
    public IReadOnlyList<ModelVariable> Variables =>
        [.. Start is null ? [] : new[] { new ModelVariable("start", [Start], [""], false) }, new("time", [Stop], [""], false), new("event", [Event], [""], false)];

    /// <summary>Null where the left side is at fault; the faults are in the list.</summary>
    public static SurvivalResponse? Of(Formula formula, StudyContext context, List<SpecificationFault> faults) => Of(formula, states: false, context, faults);

    /// <summary>The same with several states: the event is a category whose first level is censored.</summary>
    public static SurvivalResponse? OfStates(Formula formula, StudyContext context, List<SpecificationFault> faults) => Of(formula, states: true, context, faults);

    /// <summary>Whether the event of a call is a category with several states: competing risks.</summary>
    public static bool HasStates(Formula formula, StudyContext context)
    {
        if (formula?.Left?.Application is not { Function: "Surv", Arguments.Count: 2 or 3 } call) return false;
        var faults = new List<SpecificationFault>();
        EventCoding.Compile(call.Arguments[^1].Value, new ExpressionCompiler(context, faults), context.Dataset, faults);
        return faults is [{ Reason: ErrorReason.NotYet }];
    }

    private static SurvivalResponse? Of(Formula formula, bool states, StudyContext context, List<SpecificationFault> faults)
    {
        var call = formula.Left?.Application;
        var given = call is null ? [] : call.Arguments.Select(a => a.Value).ToList();
        if (call is not { Function: "Surv" } || given.Count is not (2 or 3))
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The left side is Surv(time, event) or Surv(start, stop, event).", formula.Left ?? formula.Right));
            return null;
        }

        var compiler = new ExpressionCompiler(context, faults);
        var start = given.Count == 3 ? Time(given[0], compiler, faults) : null;
        var stop = Time(given[^2], compiler, faults);
        var status = states ? EventCoding.CompileStates(given[^1], compiler, faults) : EventCoding.Compile(given[^1], compiler, context.Dataset, faults);
        if (stop is null || status is null || (given.Count == 3 && start is null)) return null;
        if (LatticeOf(start?.Type, stop.Type) is not { } lattice)
        {
            faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{given[^2].ToText()} has no lattice of whole time units (at most {MostTimes} points). Give the variable a range and a step or lattice in the dictionary.", given[^2]));
            return null;
        }

        return new SurvivalResponse(start, start is null ? stop : After(start, stop), status, lattice) { States = states ? [.. status.Type.Levels.Skip(1)] : [] };
    }

    private static CompiledExpression? Time(Expression expression, ExpressionCompiler compiler, List<SpecificationFault> faults)
    {
        var compiled = compiler.Compile(expression);
        if (compiled is null || (compiled.Type.IsNumeric && compiled.Text is null)) return compiled;
        faults.Add(new SpecificationFault(ErrorReason.WrongType, $"{expression.ToText()} is no time: Surv() needs numbers.", expression));
        return null;
    }

    /// <summary>A stop that is not after its start makes the row missing, as in R.</summary>
    private static CompiledExpression After(CompiledExpression start, CompiledExpression stop) =>
        stop with { Evaluate = Elementwise.Map(start, stop, (a, b) => b > a ? b : double.NaN) };

    private static NumberGrid? LatticeOf(ValueType? start, ValueType stop)
    {
        var type = start is null ? stop : ValueType.Number(Math.Min(start.Minimum, stop.Minimum), Math.Max(start.Maximum, stop.Maximum), Math.Min(start.Step, stop.Step));
        return type.GridCells <= MostTimes ? NumberGrid.Of(type) : null;
    }
}
