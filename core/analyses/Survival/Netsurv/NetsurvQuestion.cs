using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Frames;
using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Response;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Netsurv;

/// <summary>A netsurv call checked against the dictionary.</summary>
/// <param name="Response">Times and event.</param>
/// <param name="Groups">Factors whose combinations have a curve each.</param>
/// <param name="Variables">The frame.</param>
/// <param name="Age">In years.</param>
/// <param name="Sex">Position among the table's sexes.</param>
/// <param name="Diagnosis">Days since 1970.</param>
/// <param name="Table">The life table.</param>
/// <param name="Axis">Days or months.</param>
public sealed record NetsurvQuestion(SurvivalResponse Response, IReadOnlyList<ModelVariable> Groups, FrameVariables Variables, CompiledExpression Age, CompiledExpression Sex, CompiledExpression Diagnosis, LifeTable Table, NetsurvAxis Axis)
{
    private const int MostDays = 1 << 16;

    public static NetsurvQuestion? Of(NetsurvSpec spec, StudyContext context, List<SpecificationFault> faults)
    {
        var before = faults.Count;
        var response = SurvivalResponse.Of(spec.Formula, context, faults);
        var terms = ModelTerms.Of(spec.Formula, context, faults);
        var compiler = new ExpressionCompiler(context, faults);
        var table = TableOf(spec.Ratetable, context, faults);
        CompiledExpression? age = NumberOf(spec.Age, "age", compiler), year = NumberOf(spec.Year, "year", compiler), sex = table is null ? null : SexOf(spec.Sex, table, compiler);
        if (response is null || terms is null || table is null || age is null || year is null || sex is null) return null;
        if (response.Start is not null || spec.Formula.Left.Application.Function != "Surv")
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "netsurv() takes Surv(time, event), the event being death of any cause.", spec.Formula.Left));
        if (terms.Strata.Count > 0 || terms.Offsets.Count > 0 || terms.Terms.Any(t => t.Length > 1))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "Groups of curves are variables joined by +, or 1.", spec.Formula.Right));
        var axis = AxisOf(spec, response, context, faults);
        var groups = new List<ModelVariable>();
        foreach (var variable in terms.Variables)
        {
            if (Factors.AsFactor(compiler, spec.Formula.Right, variable.Columns[0]) is { } factor) groups.Add(new ModelVariable(variable.Text, [factor], [""], true));
        }

        if (faults.Count > before || axis is null) return null;
        var diagnosis = year.Type.Kind == ValueKind.Date ? year : year with { Evaluate = Elementwise.Map(year, Mortality.DayOf) };
        var frame = new FrameVariables(terms.WithoutVariables(), [.. response.Variables, .. groups, Column("age", age), Column("sex", sex), Column("year", diagnosis)]);
        return new NetsurvQuestion(response, groups, frame, age, sex, diagnosis, table, axis);
    }

    private static ModelVariable Column(string name, CompiledExpression values) => new(name, [values], [""], false);

    private static LifeTable? TableOf(Expression given, StudyContext context, List<SpecificationFault> faults)
    {
        var name = given.KindCase == Expression.KindOneofCase.Text ? given.Text : null;
        if (context.Dataset.LifeTables.FirstOrDefault(t => t.Name == name) is { } table) return table;
        var known = context.Dataset.LifeTables.Select(t => $"\"{t.Name}\"").ToList();
        faults.Add(new SpecificationFault(ErrorReason.WrongArgument, known.Count == 0
            ? $"{context.Dataset.Name} has no life table. Add one under life_tables: in the dictionary (a sandbox takes NAME.lifetable.csv beside its centres)."
            : $"ratetable = is the name of a life table of {context.Dataset.Name}, in quotes: {string.Join(", ", known)}.", given));
        return null;
    }

    private static CompiledExpression? NumberOf(Expression given, string name, ExpressionCompiler compiler)
    {
        if (compiler.Compile(given) is not { } compiled) return null;
        if (compiled.Type.IsNumeric && compiled.Text is null) return compiled;
        return compiler.Fault(ErrorReason.WrongType, $"{name} = is a number{(name == "year" ? " or a date" : " of years")}.", given);
    }

    /// <summary>Levels by their names.</summary>
    private static CompiledExpression? SexOf(Expression given, LifeTable table, ExpressionCompiler compiler)
    {
        if (compiler.Compile(given) is not { } compiled || Factors.AsFactor(compiler, given, compiled) is not { } factor) return null;
        int[] positions = [.. factor.Type.Levels.Select(l => table.Sexes.IndexOf(l))];
        if (positions.All(p => p >= 0)) return new CompiledExpression(factor.Type, Elementwise.Map(factor, v => double.IsNaN(v) ? v : positions[(int)v]));
        return compiler.Fault(ErrorReason.UnknownLevel, $"sex = is a category with the levels of the life table {table.Name}: {string.Join(", ", table.Sexes)}.", given);
    }

    private static NetsurvAxis? AxisOf(NetsurvSpec spec, SurvivalResponse response, StudyContext context, List<SpecificationFault> faults)
    {
        var time = Arguments.Positional(spec.Formula.Left.Application)[0];
        if (spec.Times.Count == 0 || spec.Times.Any(t => !(t > 0) || !double.IsFinite(t)) || !spec.Times.Zip(spec.Times.Skip(1), (a, b) => a < b).All(ok => ok))
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, "times = c(..) are numbers above 0, increasing, in the unit of the times."));
        if (TimeUnit.Of(time, context) is not { } unit)
        {
            faults.Add(new SpecificationFault(ErrorReason.WrongArgument, $"The unit of {time.ToText()} does not follow from the dictionary; a life table needs days. Give its variables one `unit:`.", time));
            return null;
        }

        var perDay = unit.Months > 0 ? 12 / (365.25 * unit.Months) : unit.PerDay;
        var days = Math.Ceiling((response.Stop.Type.Maximum / perDay) + 1);
        if (days > MostDays)
        {
            faults.Add(new SpecificationFault(ErrorReason.TooLarge, $"{time.ToText()} spans more than {MostDays} days. Give the variable a narrower range in the dictionary.", time));
            return null;
        }

        var note = unit.IsKnown ? null : "the dictionary gives no unit of the times, so they are taken as days";
        return new NetsurvAxis(perDay, (int)days, response.Lattice.IsGrouped ? TimeGrid.Months(new TimeUnit(1, 0, true), days) : null, note);
    }
}
