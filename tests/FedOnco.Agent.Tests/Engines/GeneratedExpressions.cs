using CsCheck;
using FedOnco.Protos;

namespace FedOnco.Agent.Tests.Engines;

/// <summary>Random expressions of the call language over <see cref="GeneratedTable"/>.</summary>
internal static class GeneratedExpressions
{
    private static readonly Gen<Expression> Constant = Gen.OneOf(
        Gen.Int[-60, 130].Select(n => Number(n)),
        Gen.Int[-60, 60].Select(n => Number(n / 10.0)),
        Gen.Double[-6, 6].Select(Number));

    /// <summary>TRUE, FALSE or NA.</summary>
    public static Gen<Expression> Condition { get; } = ConditionOf(4);

    /// <summary>A category.</summary>
    public static Gen<Expression> Category { get; } = Gen.OneOf(
        Of("grade", "stage").Select(Variable),
        Of("grade", "stage").Select(v => Call("factor", Variable(v))),
        Gen.Const(Call("factor", Variable("er"))),
        Gen.Const(Call("factor", Variable("age"))),
        Gen.Const(Call("factor", Variable("marker"))),
        Gen.Const(Call("relevel", Variable("stage"), Text("3"))),
        Gen.Const(Call("interaction", Variable("stage"), Variable("er"))),
        Gen.Const(Named(Call("factor", Variable("stage")), "levels", Call("c", Text("3"), Text("1")))),
        Gen.Select(Gen.Bool, Gen.Bool).Select(f => Named(Named(Call("cut", Variable("age"), Call("c", Number(0), Number(40), Number(60.5), Number(120))), "right", Logical(f.Item1)), "include.lowest", Logical(f.Item2))));

    private static Gen<string> Of(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<Expression> ConditionOf(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Select(Of("<", "<=", ">", ">=", "==", "!="), NumberOf(2), NumberOf(2)).Select(c => Call(c.Item1, c.Item2, c.Item3)),
            Gen.Select(Of("==", "!="), Of("I", "it's; DROP TABLE d --", "\"III\"", "І")).Select(c => Call(c.Item1, Variable("grade"), Text(c.Item2))),
            Gen.Select(Of("==", "!="), Of("1", "2", "3")).Select(c => Call(c.Item1, Text(c.Item2), Variable("stage"))),
            Gen.Const(Call("%in%", Variable("grade"), Call("c", Text("І"), Text("it's; DROP TABLE d --")))),
            Gen.Select(NumberOf(1), Gen.Int[-3, 120]).Select(c => Call("%in%", c.Item1, Call("c", Number(c.Item2), Number(0), Call("-", Number(1))))),
            Gen.Select(NumberOf(1), Gen.Int[0, 60], Gen.Int[0, 120]).Select(c => Call("between", c.Item1, Number(c.Item2), Number(c.Item3))),
            Gen.Select(Of("<", ">=", "=="), Gen.Int[-3650, 20000]).Select(c => Call(c.Item1, Variable("day"), Text(new DateOnly(1970, 1, 1).AddDays(c.Item2).ToString("yyyy-MM-dd")))),
            Of("age", "marker", "grade", "stage", "er", "day", "dose \"x\"; --").Select(v => Call("is.na", Variable(v))),
            Gen.Const(Variable("er")),
            Gen.Const(new Expression { Missing = new Missing() }),
            Gen.Bool.Select(Logical));
        if (depth == 0) return leaf;
        var inner = ConditionOf(depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (3, Gen.Select(Of("&", "|", "&&", "||"), inner, inner).Select(c => Call(c.Item1, c.Item2, c.Item3))),
            (1, inner.Select(c => Call("!", c))),
            (1, inner.Select(c => Call("(", c))),
            (1, inner.Select(c => Call("is.na", c))));
    }

    private static Gen<Expression> NumberOf(int depth)
    {
        var leaf = Gen.OneOf(Constant, Of("age", "marker", "dose \"x\"; --").Select(Variable), Gen.Const(Call("as.numeric", Variable("stage"))));
        if (depth == 0) return leaf;
        var inner = NumberOf(depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (3, Gen.Select(Of("+", "-", "*", "pmin", "pmax"), inner, inner).Select(c => Call(c.Item1, c.Item2, c.Item3))),
            (1, Gen.Select(inner, Gen.Int[1, 9]).Select(c => Call("/", c.Item1, Number(c.Item2)))),
            (1, Gen.Select(Of("%%", "%/%"), inner, Gen.Int[1, 90]).Select(c => Call(c.Item1, c.Item2, Number(c.Item3 / 10.0)))),
            (1, inner.Select(x => Call("abs", x))),
            (1, inner.Select(x => Call("-", x))),
            (1, inner.Select(x => Call("sqrt", Call("abs", x)))),
            (1, Gen.Select(inner, inner).Select(c => Call("ifelse", Call(">", c.Item1, Number(1)), c.Item2, c.Item1))));
    }

    public static Expression Variable(string name) => new() { Variable = name };

    public static Expression Number(double value) => new() { Number = value };

    public static Expression Text(string text) => new() { Text = text };

    public static Expression Logical(bool value) => new() { Logical = value };

    public static Expression Call(string function, params Expression[] arguments)
    {
        var call = new Application { Function = function };
        call.Arguments.AddRange(arguments.Select(a => new Argument { Value = a }));
        return new Expression { Application = call };
    }

    private static Expression Named(Expression call, string name, Expression value)
    {
        var named = call.Clone();
        named.Application.Arguments.Add(new Argument { Name = name, Value = value });
        return named;
    }
}
