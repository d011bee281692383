# A formula for Homebrew, which builds the program from the source of a release. The release workflow fills in the three places between @.
#
#   brew install --formula ./subset.rb
class Subset < Formula
  desc "Small, true copy of a PostgreSQL database, for development"
  homepage "@HOMEPAGE@"
  url "@URL@"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "boost" => :build
  depends_on "cli11" => :build
  depends_on "cmake" => :build
  depends_on "ninja" => :build
  depends_on "pkgconf" => :build
  depends_on "tomlplusplus" => :build
  depends_on "fmt"
  depends_on "libpq" # pg_dump and pg_restore, too

  def install
    args = %w[-DSUBSET_JOIN_SOURCES=ON -DSUBSET_TESTS=OFF -DSUBSET_BENCH=OFF -DSUBSET_WERROR=OFF]
    system "cmake", "-S", ".", "-B", "build", "-G", "Ninja", *args, *std_cmake_args
    system "cmake", "--build", "build", "--target", "subset"
    %w[program Unspecified].each do |component|
      system "cmake", "--install", "build", "--component", component
    end
  end

  test do
    assert_match "subset #{version}", shell_output("#{bin}/subset --version")
    (testpath/"twin.toml").write "[[root]]\ntable = 1\n"
    output = shell_output("#{bin}/subset plan --config twin.toml 2>&1", 2)
    assert_match "twin.toml:2", output
  end
end
