using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace UrbanDataHub.Tests.Ingest.Importing;

/// <summary>Input that is wrong as a whole: a sentence that names file and field, nothing half imported, and everything else goes on.</summary>
public sealed class BadInputTests(BadInputTests.SocialCity once) : IClassFixture<BadInputTests.SocialCity>
{
    private const string Good = "id,name,area,lon,lat\n1,Am Markt,100,7.5,51.5\n";

    [Theory]
    [InlineData("empty", "empty.csv: the file is empty.")]
    [InlineData("blank", "blank.csv:4: the file has no header.")]
    [InlineData("encoding", "encoding.csv:3: the bytes FC are not utf-8, the encoding that the source declares.")]
    [InlineData("column", "column.csv:1: lat:")]
    [InlineData("quotation", "quotation.csv:3: a quotation mark")]
    [InlineData("no-zip", "no-zip.csv: the file is not a zip archive, or a broken one")]
    [InlineData("empty-zip", "empty-zip.csv: the zip archive is empty.")]
    [InlineData("cut-zip", "cut-zip.csv: the file is not a zip archive, or a broken one")]
    [InlineData("wrong-member", "wrong-member.csv: stations.csv: no entry of the zip archive is meant; it holds playgrounds.csv.")]
    [InlineData("cut-gzip", "cut-gzip.csv: ")]
    [InlineData("long", "long.csv: has more than the limit of 1000 bytes.")]
    [InlineData("missing", "missing.csv: the file is missing; its public address is https://example.org/missing.csv.")]
    public async Task A_broken_file_is_one_sentence_with_its_name_and_what_is_wrong(string source, string sentence)
    {
        var city = await once.GetAsync();
        var report = (await city.ReportsAsync(source))[0];
        Assert.Equal("failed", report.State);
        Assert.StartsWith(sentence, report.Detail, StringComparison.Ordinal);
        Assert.EndsWith(".", report.Detail, StringComparison.Ordinal);
        Assert.Equal((0L, 0L, 0L), (report.Inserted, report.Updated, report.Deleted));
    }

    [Theory]
    [InlineData("typo", "typo.yaml:12: maap: is not known here; 'map' may be meant.")]
    [InlineData("wrong-type", "wrong-type.yaml:8: shrink: ")]
    [InlineData("no-yaml", "no-yaml.yaml:")]
    [InlineData("unknown-property", "unknown-property.yaml:12: map.colour: the collection 'playgrounds' has no such property")]
    [InlineData("unknown-collection", "unknown-collection.yaml:1: collection: 'unicorns' is not a collection of schemas/collections.")]
    public async Task A_wrong_source_file_is_one_sentence_with_its_line_and_key(string source, string sentence)
    {
        var city = await once.GetAsync();
        var report = Assert.Single(await city.ReportsAsync(source));
        Assert.Equal("failed", report.State);
        Assert.Contains("/stadt/" + sentence, report.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_other_source_is_imported_and_no_row_of_a_broken_one()
    {
        var city = await once.GetAsync();
        Assert.Equal("done", (await city.ReportsAsync("zz-good"))[0].State);
        Assert.Equal(["good"], (await city.ServedAsync("playgrounds", "name")).Keys);
    }

    [Fact]
    public async Task A_file_that_breaks_later_leaves_the_rows_as_they_were()
    {
        var city = await once.GetAsync();
        city.WritePlaygrounds("later", "later.csv");
        city.WriteFile("later.csv", Good.Replace("1,Am", "later,Am", StringComparison.Ordinal));
        await city.RunAsync("later");
        city.WriteFile("later.csv", Encoding.Latin1.GetBytes(Good.Replace("1,Am Markt", "later,Anders", StringComparison.Ordinal) + "2,Grünanlage,1,7.5,51.5\n"));

        var report = await city.RunAsync("later");

        Assert.Equal("failed", report!.State);
        Assert.StartsWith("later.csv:3: ", report.Detail, StringComparison.Ordinal);
        Assert.Equal("Am Markt", (await city.ServedAsync("playgrounds", "name"))["later"]);
        city.WriteFile("later.csv", "id,name,area,lon,lat\n");
        city.WritePlaygrounds("later", "later.csv", more: "shrink: 1");
        Assert.Equal(1, (await city.RunAsync("later"))!.Deleted);
    }

    [Theory]
    [InlineData("zip", "unpacks to more than the limit of 300000000 bytes")]
    [InlineData("lying-zip", "the archive is broken")]
    [InlineData("gzip", "unpacks to more than the limit of 300000000 bytes")]
    public async Task A_bomb_of_two_gigabytes_stops_at_the_limit_with_flat_memory(string kind, string sentence)
    {
        var city = await once.GetAsync();
        var name = $"bomb-{kind}";
        city.WritePlaygrounds(name, name, read: $"format: csv, archive: {kind.Split('-')[^1]}, limit: 300000000");
        WriteBomb(kind, city.PathOf(name));
        var before = PeakMemory(city.Service.Id);

        var report = await city.RunAsync(name);

        Assert.Equal("failed", report!.State);
        Assert.Contains(sentence, report.Detail, StringComparison.Ordinal);
        var grown = PeakMemory(city.Service.Id) - before;
        Assert.True(grown < 150_000, $"The service took {grown} kB more.");
    }

    [Fact]
    public async Task A_wrong_source_file_is_not_reported_again_when_the_service_starts_again()
    {
        var city = await once.GetAsync();
        city.Service.Kill();
        await city.Service.RestartAsync();
        await city.Service.WaitImportedAsync(TestContext.Current.CancellationToken);
        Assert.Single(await city.ReportsAsync("typo"));
    }

    [Theory]
    [InlineData("broken-zip-archive.zip")]
    [InlineData("empty-zip-archive.zip")]
    public async Task The_broken_archives_of_the_weather_service_are_refused_by_name(string archive)
    {
        var bytes = await File.ReadAllBytesAsync(SharedData.RequireFile("deutschland/dwd-tageswerte/" + archive), TestContext.Current.CancellationToken);
        var city = await once.GetAsync();
        var name = Path.GetFileNameWithoutExtension(archive);
        city.WritePlaygrounds(name, archive, read: "format: csv, archive: zip");
        city.WriteFile(archive, bytes);
        var report = await city.RunAsync(name);
        Assert.Equal("failed", report!.State);
        Assert.StartsWith(archive + ": ", report.Detail, StringComparison.Ordinal);
    }

    /// <summary>Lines of 1,000 zeros, so that no row is too long before the file is.</summary>
    private static void WriteBomb(string kind, string path)
    {
        using var file = File.Create(path);
        if (kind == "gzip")
        {
            using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            WriteZeros(gzip);
            return;
        }

        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("zeros.csv", CompressionLevel.Fastest).Open())
            WriteZeros(entry);
        if (kind == "lying-zip")
            DeclareSmall(file);
    }

    private static void WriteZeros(Stream stream)
    {
        stream.Write("id,name,area,lon,lat\n"u8);
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('0', 999) + "\n", 1_000)));
        for (var written = 0L; written < 2L << 30; written += block.Length)
            stream.Write(block);
    }

    /// <summary>Writes 1,000 bytes as the unpacked length into the central directory, which a reader believes.</summary>
    private static void DeclareSmall(FileStream zip)
    {
        var tail = new byte[100 + "zeros.csv".Length * 2];
        zip.Seek(-tail.Length, SeekOrigin.End);
        zip.ReadExactly(tail);
        var entry = tail.AsSpan().LastIndexOf("PK\x01\x02"u8);
        Assert.True(entry >= 0, "The archive has no central directory where it is looked for.");
        zip.Seek(-tail.Length + entry + 24, SeekOrigin.End);
        zip.Write(BitConverter.GetBytes(1_000));
    }

    /// <summary>In kB; a process's high-water mark never falls.</summary>
    private static long PeakMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>A social service whose city has every kind of wrong file, and a good one.</summary>
    public sealed class SocialCity() : Once<BadCity>(BadCity.StartAsync);

    public sealed class BadCity() : TrialCity(HubProgram.Social)
    {
        public static async Task<BadCity> StartAsync()
        {
            var city = new BadCity();
            city.WriteBrokenFiles();
            city.WriteBrokenArchives();
            city.WriteWrongSources();
            city.WritePlaygrounds("zz-good", "good.csv");
            city.WriteFile("good.csv", Good.Replace("1,Am", "good,Am", StringComparison.Ordinal));
            await city.StartNodeAsync();
            return city;
        }

        private void WriteBrokenFiles()
        {
            Broken("empty", "format: csv", []);
            Broken("blank", "format: csv", "\n\n\n"u8.ToArray());
            Broken("encoding", "format: csv", Encoding.Latin1.GetBytes(Good + "2,Grünanlage,1,7.5,51.5\n"));
            Broken("column", "format: csv", Encoding.UTF8.GetBytes(Good.Replace("lat", "breite", StringComparison.Ordinal)));
            Broken("quotation", "format: csv", Encoding.UTF8.GetBytes(Good + "2,\"offen,1,7.5,51.5\n"));
            Broken("long", "format: csv, limit: 1000", Encoding.UTF8.GetBytes(Good + string.Concat(Enumerable.Repeat("2,Am Markt,1,7.5,51.5\n", 100))));
            WritePlaygrounds("missing", "missing.csv");
        }

        private void WriteBrokenArchives()
        {
            Broken("no-zip", "format: csv, archive: zip", Encoding.UTF8.GetBytes(Good));
            Broken("empty-zip", "format: csv, archive: zip", Zip());
            Broken("cut-zip", "format: csv, archive: zip", Zip("playgrounds.csv")[..^30]);
            Broken("wrong-member", "format: csv, archive: zip, member: stations.csv", Zip("playgrounds.csv"));
            Broken("cut-gzip", "format: csv, archive: gzip", Gzip()[..^20]);
        }

        private void WriteWrongSources()
        {
            WritePlaygrounds("typo", "good.csv");
            Edit("typo", "map:", "maap:");
            WritePlaygrounds("wrong-type", "good.csv", more: "shrink: [much]");
            WriteSource("no-yaml", "collection: playgrounds\ntitle: { de: \"offen\n");
            WritePlaygrounds("unknown-property", "good.csv");
            Edit("unknown-property", "area: area", "colour: area");
            WritePlaygrounds("unknown-collection", "good.csv");
            Edit("unknown-collection", "collection: playgrounds", "collection: unicorns");
        }

        private void Edit(string source, string old, string text)
        {
            var path = PathOf($"../cities/{Id}/{source}.yaml");
            File.WriteAllText(path, File.ReadAllText(path).Replace(old, text, StringComparison.Ordinal));
        }

        private void Broken(string name, string read, byte[] bytes)
        {
            WritePlaygrounds(name, name + ".csv", read);
            WriteFile(name + ".csv", bytes);
        }

        private static byte[] Zip(params string[] members)
        {
            using var bytes = new MemoryStream();
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
            {
                foreach (var member in members)
                {
                    using var entry = zip.CreateEntry(member).Open();
                    entry.Write(Encoding.UTF8.GetBytes(Good));
                }
            }

            return bytes.ToArray();
        }

        private static byte[] Gzip()
        {
            using var bytes = new MemoryStream();
            using (var gzip = new GZipStream(bytes, CompressionMode.Compress))
                gzip.Write(Encoding.UTF8.GetBytes(Good));
            return bytes.ToArray();
        }
    }
}
