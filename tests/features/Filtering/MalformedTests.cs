using UrbanDataHub.Features.Filtering;
using UrbanDataHub.Hosting.Web;

namespace UrbanDataHub.Tests.Features.Filtering;

/// <summary>What is no CQL2 is refused in words, and never breaks the reader.</summary>
public sealed class MalformedTests
{
    [Theory]
    [InlineData("")]
    [InlineData("name =")]
    [InlineData("= 3")]
    [InlineData("name = 'x")]
    [InlineData("\"name = 3")]
    [InlineData("name == 3")]
    [InlineData("name = 3 AND")]
    [InlineData("name NOT 3")]
    [InlineData("(name = 3")]
    [InlineData("name = 3)")]
    [InlineData("name BETWEEN 1 OR 2")]
    [InlineData("name IN 1,2")]
    [InlineData("name IS 3")]
    [InlineData("AND")]
    [InlineData("POINT(1 2")]
    [InlineData("S_INTERSECTS(geometry, POINT(1))")]
    [InlineData("S_INTERSECTS(geometry, POINT('1' 2))")]
    [InlineData("S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))")]
    [InlineData("S_INTERSECTS(geometry, BBOX(1,2,3))")]
    [InlineData("DATE(2024-01-01)")]
    [InlineData("x = DATE('2024-13-01')")]
    [InlineData("x = TIMESTAMP('2024-01-01')")]
    [InlineData("T_AFTER(x, INTERVAL('2024'))")]
    [InlineData("x = 1e999")]
    [InlineData("x ~ 3")]
    [InlineData("x = \0")]
    [InlineData("x = ;")]
    public void Text_that_is_no_filter_is_refused(string text) =>
        Assert.Equal("filter", Assert.Throws<ProblemException>(() => Cql2Text.Parse(text)).Parameter);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"op\":3}")]
    [InlineData("{\"op\":\"=\"}")]
    [InlineData("{\"op\":\"=\",\"args\":{}}")]
    [InlineData("{\"op\":\"=\",\"args\":[null,1]}")]
    [InlineData("{\"property\":[]}")]
    [InlineData("{\"date\":\"x\"}")]
    [InlineData("{\"interval\":[\"..\"]}")]
    [InlineData("{\"bbox\":[1,2,3,\"4\"]}")]
    [InlineData("{\"type\":\"Point\"}")]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[[1,2]]}")]
    [InlineData("{\"type\":\"Circle\",\"coordinates\":[1,2]}")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1]]]}")]
    [InlineData("{\"op\":\"=\",\"args\":[{\"property\":\"a\"},1e999]}")]
    [InlineData("{\"op\":\"=\",\"args\":[{\"property\":\"\\ud800\"},1]}")]
    public void Json_that_is_no_filter_is_refused(string text) =>
        Assert.Equal("filter", Assert.Throws<ProblemException>(() => Cql2Json.Parse(text)).Parameter);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("NOT ", "")]
    [InlineData("NOT (", ")")]
    [InlineData("CASEI(", ")")]
    [InlineData("f(1,", ")")]
    [InlineData("1 + ", "")]
    [InlineData("-(", ")")]
    [InlineData("A_EQUALS((", "),(1))")]
    public void What_nests_too_deep_is_refused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 1500)) + "1" + string.Concat(Enumerable.Repeat(close, 1500));
        Assert.Throws<ProblemException>(() => Cql2Text.Parse(text));
    }

    [Fact]
    public void Json_that_nests_too_deep_is_refused()
    {
        var text = string.Concat(Enumerable.Repeat("{\"op\":\"not\",\"args\":[", 600)) + "true" + string.Concat(Enumerable.Repeat("]}", 600));
        Assert.Throws<ProblemException>(() => Cql2Json.Parse(text));
        Assert.Throws<ProblemException>(() => Cql2Json.Parse(new string('[', 8000) + new string(']', 8000)));
    }
}
