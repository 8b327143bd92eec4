using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;
using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>Surv(time, event) or Surv(start, stop, event), checked against the dictionary; times live on a lattice, or on the month grid
/// where the terms of the run ask for it or there is no lattice.</summary>
/// <param name="Start">Entry, or null.</param>
/// <param name="Stop">End of follow-up; missing where it is not after the start.</param>
/// <param name="Event">1 where the event happened.</param>
/// <param name="Lattice">The points that times are counted at.</param>
public sealed record SurvivalResponse(CompiledExpression? Start, CompiledExpression Stop, CompiledExpression Event, TimeGrid Lattice)
{
    /// <summary>More points of the lattice than this are refused.</summary>
    public const int MostTimes = 1 << 20;

    /// <summary>Names of the states that an event leads to; empty where there is one event. <see cref="Event"/> is then 0 for censored, else the state's number.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Those who are followed beyond it are the cohort, in the unit of the times; null without one.</summary>
    public double? Landmark { get; init; }

    /// <summary>A time that nobody exceeds.</summary>
    public double Latest => Math.Ceiling(2 * Stop.Type.Maximum) + 1;

    /// <summary>Columns of the frame.</summary>
    public IReadOnlyList<ModelVariable> Variables =>
        [.. Start is null ? [] : new[] { new ModelVariable("start", [Start], [""], false) }, new("time", [Stop], [""], false), new("event", [Event], [""], false)];

    /// <summary>Null where the left side is at fault; the faults are in the list.</summary>
    /// <param name="formula">Its left side is the response.</param>
    /// <param name="context">The study and the terms of the run.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="inside">Nothing by time leaves a centre, so that times need not be grouped.</param>
    public static SurvivalResponse? Of(Formula formula, StudyContext context, List<SpecificationFault> faults, bool inside = false) => Of(formula, states: false, context, faults, inside);

    /// <summary>The same with several states: the event is a category whose first level is censored.</summary>
    public static SurvivalResponse? OfStates(Formula formula, StudyContext context, List<SpecificationFault> faults, bool inside = false) => Of(formula, states: true, context, faults, inside);

    /// <summary>Whether the event of a call is a category with several states: competing risks.</summary>
    public static bool HasStates(Formula formula, StudyContext context)
    {
        if (formula?.Left?.Application is not { Function: "Surv", Arguments.Count: 2 or 3 } call) return false;
        var faults = new List<SpecificationFault>();
        EventCoding.Compile(call.Arguments[^1].Value, new ExpressionCompiler(context, faults), context.Dataset, faults);
        return faults is [{ Reason: ErrorReason.NotYet }];
    }

    private static SurvivalResponse? Of(Formula formula, bool states, StudyContext context, List<SpecificationFault> faults, bool inside)
    {
        var call = formula.Left?.Application;
        var given = call is null ? [] : call.Arguments.Select(a => a.Value).ToList();
        var own = call is { Function: "surv" };
        if (own) given = [.. Arguments.Positional(call!)];
        if ((call is not { Function: "Surv" } && !own) || given.Count is not (2 or 3) || (own && given.Count == 3))
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "The left side is Surv(time, event), Surv(start, stop, event) or surv(time, event, cutoff =, landmark =, horizon =).", formula.Left ?? formula.Right));
            return null;
        }

        var compiler = new ExpressionCompiler(context, faults);
        var start = given.Count == 3 ? Time(given[0], compiler, faults) : null;
        var stop = Time(given[^2], compiler, faults);
        var status = states ? EventCoding.CompileStates(given[^1], compiler, faults) : EventCoding.Compile(given[^1], compiler, context.Dataset, faults);
        if (stop is null || status is null || (given.Count == 3 && start is null)) return null;
        if (!stop.Type.IsBounded)
        {
            faults.Add(new SpecificationFault(ErrorReason.Unbounded, $"{given[^2].ToText()} has no range in the dictionary. Give the variable one.", given[^2]));
            return null;
        }

        var lattice = inside || context.Terms.Resolution == Resolution.Exact ? LatticeOf(start?.Type, stop.Type) : null;
        // Negative times are kept as R keeps them on the lattice of open data; elsewhere they are out of range.
        if (lattice is null || context.IsGuarded) stop = stop with { Evaluate = Elementwise.Map(stop, t => t < 0 ? double.NaN : t) };
        var unit = TimeUnit.Of(start is null ? null : given[0], given[^2], context);
        if (RequiresUnit(unit, lattice, own, context))
        {
            faults.Add(WithoutUnit(start is null ? [given[^2]] : [given[0], given[^2]], formula.Left!, context));
            return null;
        }

        var grid = lattice is null ? TimeGrid.Months(unit!, stop.Type.Maximum) : TimeGrid.Of(lattice);
        if (grid.Cells > MostTimes)
        {
            faults.Add(new SpecificationFault(ErrorReason.TooLarge, $"{given[^2].ToText()} spans more than {MostTimes} points of time. Give the variable a narrower range in the dictionary.", given[^2]));
            return null;
        }

        var response = new SurvivalResponse(start, start is null ? stop : After(start, stop), status, grid) { States = states ? [.. status.Type.Levels.Skip(1)] : [] };
        if (!own) return response;
        // Where disclosure control applies, limits lie on the month grid also where a centre computes with exact times inside.
        var limits = context.IsGuarded ? TimeGrid.Months(unit!, stop.Type.Maximum) : grid;
        return AdministrativeLimits.Apply(call!, response, limits, faults);
    }

    /// <summary>Months need a unit. A variable without one is taken as days where a policy asks for months, not where the answer is to be exact.</summary>
    private static bool RequiresUnit(TimeUnit? unit, NumberGrid? lattice, bool limited, StudyContext context)
    {
        if (lattice is not null && !(limited && context.IsGuarded)) return false;
        return unit is null || (!unit.IsKnown && !context.IsGuarded && context.Terms.Resolution == Resolution.Exact);
    }

    private static SpecificationFault WithoutUnit(IReadOnlyList<Expression> times, Expression where, StudyContext context)
    {
        var text = string.Join(" and ", times.Select(t => t.ToText()));
        var names = times.SelectMany(FormulaTerms.VariablesOf).Distinct().ToList();
        return new SpecificationFault(
            ErrorReason.WrongArgument,
            $"The times {text} follow no step of the dictionary, and no one unit follows for them, so they cannot be counted by month. Give {string.Join(" and ", names)} of {context.Dataset.Name} a `unit:` (days, weeks, months or years) and a `step:` (or `lattice:`) in the dictionary, and use times of one unit; or add a `derived:` variable with a unit.",
            where);
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
        var type = start is null ? stop : ValueType.Number(Math.Min(start.Minimum, stop.Minimum), Math.Max(start.Maximum, stop.Maximum), CommonStep.OfEither(start, stop));
        return type.GridCells <= MostTimes ? NumberGrid.Of(type) : null;
    }
}
