using CsCheck;
using FedOnco.Protos;

namespace FedOnco.Language.Tests;

/// <summary>parse(print(x)) = x over generated questions, and no text makes the parser throw.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Names = Gen.OneOf(Gen.Char['a', 'z'].Array[1, 6].Select(c => new string(c)), OneOf("odd name", "x.1", "TRUE", "_x", "é", "in", "back`tick", "T1"));

    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String[Gen.Char[' ', '~'], 0, 8], OneOf("a\"b", "back\\slash", "line\nbreak", "é"));

    private static readonly Gen<Expression> Leaf = Gen.OneOf(
        Names.Select(n => new Expression { Variable = n }),
        Gen.Double[0, 1e6].Select(n => new Expression { Number = n }),
        Gen.Int[0, 100_000].Select(n => new Expression { Number = n }),
        Texts.Select(t => new Expression { Text = t }),
        Gen.Bool.Select(b => new Expression { Logical = b }),
        Gen.Const(new Expression { Missing = new Missing() }));

    private static readonly Gen<Expression> Tree = Gen.Recursive<Expression>((depth, self) => depth > 4 ? Leaf : Gen.OneOf(Leaf, Call(self), Binary(self), Wrapped(self)));

    private static readonly Gen<Formula> Formulas = Gen.Select(Tree, Tree, Gen.Bool, (left, right, two) => two ? new Formula { Left = Parenthesis(left), Right = Parenthesis(right) } : new Formula { Right = Parenthesis(right) });

    private static readonly Gen<Analysis> Analyses = Gen.OneOf(
        Gen.Bool.SelectMany(by => Formulas.Select(f => new Analysis { Count = by ? new CountSpec { By = f } : new CountSpec() })),
        Gen.Select(Formulas, Formulas, (f, by) => new Analysis { Describe = new DescribeSpec { Formula = f, By = by } }),
        Formulas.Select(f => new Analysis { Table = new TableSpec { Formula = f } }),
        Gen.Select(Formulas, Gen.Double[-1e3, 1e3].Array[1, 5], (f, b) => new Analysis { Hist = new HistSpec { Formula = f, Breaks = { b } } }),
        Gen.Select(Formulas, Names, Gen.Double[0.01, 0.99], (f, w, level) => new Analysis { Lm = new LmSpec { Formula = f, Weights = w, ConfInt = true, ConfLevel = level } }),
        Gen.Select(Formulas, Gen.Enum<Family>(), Gen.Enum<Link>(), (f, family, link) => new Analysis { Glm = new GlmSpec { Formula = f, Family = new FamilySpec { Family = family == Family.Unspecified ? Family.Poisson : family, Link = link } } }),
        Gen.Select(Formulas, Gen.Enum<ConfType>(), (f, type) => new Analysis { Survfit = new SurvfitSpec { Formula = f, ConfType = type } }),
        Gen.Select(Formulas, Gen.Enum<Ties>(), (f, ties) => new Analysis { Coxph = new CoxphSpec { Formula = f, Ties = ties, Exponentiate = false } }));

    private static readonly Gen<Question> Questions = Gen.Select(Names, Analyses, Tree, Gen.Bool, (data, analysis, subset, some) =>
        some ? new Question { Data = data, Analysis = analysis, Subset = subset } : new Question { Data = data, Analysis = analysis });

    [Fact]
    public void Parse_PrintedQuestion_IsTheQuestion() => Questions.Sample(
        question =>
        {
            var text = CallLanguage.Print(question);
            var parsed = CallLanguage.Parse(text);
            return parsed.Question is not null && parsed.Question.Equals(question);
        },
        print: CallLanguage.Print,
        iter: 5000);

    [Fact]
    public void Parse_AnyText_GivesAQuestionOrProblems() => Gen.OneOf(
        Gen.String[0, 60],
        OneOf("count(", "data", "=", "~", "+", "(", ")", ",", "c(", "\"", "'", "`", "-", "!", "^", "%in%", "1e9", "x", " ", "<-", "#").Array[0, 25].Select(string.Concat)).Sample(
        text =>
        {
            var parsed = CallLanguage.Parse(text);
            return (parsed.Question is null) == (parsed.Problems.Count > 0);
        },
        iter: 20_000);

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static Gen<Expression> Call(Gen<Expression> self) => Gen.Select(OneOf("log", "factor", "c", "I", "ifelse", "x.y"), self.Array[0, 3], Names, Gen.Bool, (function, arguments, name, named) =>
    {
        var call = new Application { Function = function };
        call.Arguments.AddRange(arguments.Select((a, i) => new Argument { Value = a, Name = named && i > 0 ? name : "" }));
        return new Expression { Application = call };
    });

    private static Gen<Expression> Binary(Gen<Expression> self) => Gen.Select(OneOf("+", "-", "*", "/", "^", ":", "==", "<=", "&", "|", "%in%", "%%"), self, self, (function, left, right) => Of(function, Parenthesis(left), Parenthesis(right)));

    private static Gen<Expression> Wrapped(Gen<Expression> self) => Gen.Select(OneOf("-", "!", "("), self, (function, inner) => Of(function, function == "(" ? inner : Parenthesis(inner)));

    /// <summary>A leaf as it is, anything else in parentheses: the tree that its text has.</summary>
    private static Expression Parenthesis(Expression inner) => inner.Application is null or { Function: "(" } ? inner : Of("(", inner);

    private static Expression Of(string function, params Expression[] operands)
    {
        var call = new Application { Function = function };
        call.Arguments.AddRange(operands.Select(o => new Argument { Value = o }));
        return new Expression { Application = call };
    }
}
